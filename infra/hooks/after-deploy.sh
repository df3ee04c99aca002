#!/bin/sh
# After the app is deployed: creates the agents and evaluations in the project, then lets an agent call a tool.
set -eu
cd "$(dirname "$0")/../.."

npm run --silent deploy:finish
