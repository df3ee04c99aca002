#!/bin/sh
# Before the app is packaged and anything is provisioned: installs the packages of package-lock.json.
set -eu
cd "$(dirname "$0")/../.."

command -v node >/dev/null 2>&1 || { echo "Node.js 20 or newer is missing: https://nodejs.org" >&2; exit 1; }
node infra/hooks/check-node.mjs
npm run --silent setup
