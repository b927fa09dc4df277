"""Errors of exercises: answers, questions and sheets that cannot be used, and notebooks that cannot be released."""

from lime_widgets.engine.texts.entries import Entry, Fault

FAULTS: dict[str, Entry] = {
    # exercises/question.py
    "hint.tells": Fault(
        "The hint “{hint}” tells the answer.",
        "a hint that leaves the answer to the reader",
        "Say what to look at, not what is to be seen there.",
    ),
    # exercises/kinds.py
    "number.invalid": Fault(
        "The answer is {answer!r}, its tolerance {tolerance!r}.",
        "a finite number, and a tolerance of 0 or more",
        "Pass for example 0.75 and 0.01.",
    ),
    "number.right": Fault(
        "The typical wrong number {number!r} is right.",
        "a number further than {tolerance!r} from {answer!r}",
        "Change it, or make the tolerance smaller.",
    ),
    "number.none": Fault("There is no answer in the field.", "a number", "Write it with a point, such as 0.75."),
    "number.unreadable": Fault("The answer is {given}.", "a number", "Write it with a point, such as 0.75."),
    "choices.invalid": Fault(
        "The choices are {choices!r}, the right one is {answer!r}, and the wrong ones are {wrong!r}.",
        "the right choice and one or more wrong ones, each once",
        "Name every wrong choice in `wrong`, with its hint.",
    ),
    "choices.none": Fault("No choice is marked.", "one of the choices", "Mark one, then press Check."),
    "choices.unknown": Fault(
        "The answer is {given}.", "one of the choices: {known}", "Write the choice, or its number."
    ),
    "state.with_answer": Fault(
        "submit got {given}.",
        "no argument, because the state of the explorer is the answer",
        "Set for example study.kernel_width, then call submit().",
    ),
    "state.unanswered": Fault(
        "The model has not answered: the study is {status}.",
        "an explanation of the state that is to be marked",
        "Mend what the explorer says, then check again.",
    ),
    # exercises/sheet.py
    "sheet.questions": Fault(
        "The sheet has questions named {names!r}.",
        "one or more questions, each with a name of letters, digits and underscores",
        'Pass for example {"sign": question}.',
    ),
    "sheet.unknown": Fault("The sheet has no question {name!r}.", "one of {known}", "Correct the name."),
    "student.none": Fault(
        "There is no name of a student.", "the name to save the results under", 'Pass for example "ann".'
    ),
    "results.none": Fault(
        "There are no results in {folder!r}.",
        "files that Sheet.save_results wrote",
        "Save them first, or name their folder.",
    ),
    # exercises/disguise.py
    "disguise.no_function": Fault(
        "The answer is {kind:a}.",
        "a function of a table of patients",
        "Pass the function itself, without calling it: submit(disguise).",
    ),
    "disguise.raised": Fault(
        "The function raised {told}",
        "probabilities for a table of patients",
        'Try it first: disguise(sheet.given["X"]).',
    ),
    "disguise.shape": Fault(
        "The function gave an array of shape {shape} for {n:d} patients.",
        "probabilities of shape (m, 2), as biased and innocent give them",
        "Return both columns for every patient, as biased and innocent do.",
    ),
    # exercises/release.py
    "release.unmarked": Fault(
        "A solution stands in the cell {cell!r}, which is none of nbgrader's solution cells.",
        '"solution": true in the nbgrader metadata of the cell',
        "Mark the cell as one for an answer, or take the solution out.",
    ),
    "release.folders": Fault(
        "The folder {source!r} has {n:d} notebooks, and the target is {target!r}.",
        "a folder with notebooks that have solutions, and another one to write to",
        "Pass for example source/lime and release/lime.",
    ),
    "release.notebook": Fault(
        "{notebook} cannot be released: {told}",
        "a notebook in nbgrader's format",
        "Mend the notebook, then release again.",
    ),
    "release.partner": Fault(
        "A mark of a cell has no partner: {what}.",
        "### BEGIN {what} and ### END {what} in turns",
        "Add the missing mark.",
    ),
}
