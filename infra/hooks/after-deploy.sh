#!/bin/sh
# After the app is deployed: bring the agents (and evaluations) to the project, then let one of them call a tool, end to end.
set -eu
cd "$(dirname "$0")/../.."

if [ "${SKIP_AFTER_DEPLOY:-}" = true ]; then
  echo "SKIP_AFTER_DEPLOY is true: the agents were not brought, and no tool was called. Run this from inside the network."
  exit 0
fi
npm run --silent agents
npm run --silent evaluations
npm run --silent smoke
