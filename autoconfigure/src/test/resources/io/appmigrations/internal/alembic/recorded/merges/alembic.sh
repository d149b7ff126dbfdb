#!/bin/sh
# Prints what Alembic 1.8.1 with SQLAlchemy 1.4.46 printed for a history that was written
# for these tests. Each file has the arguments as its name, and in it the exit status, the
# end of what Alembic logged, and what it printed.
file="$(dirname "$0")/$(echo "$*" | sed 's/ /_/g; s/:/-/g').txt"
sed '1,3d' "$file" || exit 99
sed -n '2s/^error: //p' "$file" >&2
exit "$(sed -n '1s/^status: //p' "$file")"
