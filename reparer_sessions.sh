#!/bin/sh
# The old habit still works: shows what was mended, before and after.
exec "$(dirname "$0")/gamezone" repair --yes "$@"
