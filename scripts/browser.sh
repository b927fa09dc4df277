#!/bin/sh
# browser.sh: make sure that the browser tests find a Chromium. Root on Debian gets it installed; others are told how.
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
    echo "or run the other tests alone: make lint types js unit wheel" >&2
    exit 1
fi
