#!/bin/sh
# Before anything is provisioned: checks this machine, the settings, permissions, models and quota. It changes nothing on Azure.
set -eu
cd "$(dirname "$0")/../.."

command -v node >/dev/null 2>&1 || { echo "Node.js 20 or newer is missing: https://nodejs.org" >&2; exit 1; }
node infra/hooks/check-node.mjs
npm run --silent setup
npm run --silent deploy:check

# Azure refuses to change the start of a budget: it is chosen once and kept in the azd environment.
if [ -z "${BUDGET_START:-}" ]; then azd env set BUDGET_START "$(date -u +%Y-%m-01)"; fi
