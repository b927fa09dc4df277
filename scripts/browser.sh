#!/bin/sh
# browser.sh: check that Chromium is installed for the browser tests. Install it if root on Debian runs the script;
# print instructions for other users.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium fonts-liberation >/dev/null
else
    echo "The browser tests need a Chromium on the PATH. Install it (Debian, Ubuntu: sudo apt-get install chromium)," >&2
    echo "or run only the other tests: make lint types js unit wheel" >&2
    exit 1
fi
