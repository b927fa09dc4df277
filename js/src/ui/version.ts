// The class of all elements that this version of the front end styles. src/main.ts sets it.
export let versionClass = "lw-version";

export function setVersion(version: string): void {
  versionClass = `lw-${version}`;
}
