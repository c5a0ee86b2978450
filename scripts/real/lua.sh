# Lua: strings, tables, closures, coroutines, the garbage collector in both modes.
# version: lua5.4 -v | cut -d ' ' -f 1-2
# needs: lua5.4
# packages: lua5.4
set -euo pipefail
cat >work.lua <<'END'
local maps = assert(io.open("/proc/self/maps")):read("a")
assert(io.open(os.getenv("MAPS") .. "/lua", "w")):write(maps)
local seed = 42
local function random(n) seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n end
for _, mode in ipairs { "incremental", "generational" } do
  collectgarbage(mode)
  local words, total = {}, 0
  for i = 1, 300000 do
    local word = string.rep(string.char(97 + random(26)), random(60)) .. i
    words[random(20000)] = word
    if i % 1000 == 0 then total = total + #table.concat(words, ",", 1, 0) end
  end
  local n = 0
  for _, word in pairs(words) do n = n + #word end
  print(mode, n, total)
end
local jobs = {}
for i = 1, 2000 do
  jobs[i] = coroutine.wrap(function() local t = {} for k = 1, 50 do t[k] = ("%d:%d"):format(i, k) coroutine.yield(#t[k]) end end)
end
local sum = 0
for _ = 1, 50 do for i = 1, #jobs do sum = sum + jobs[i]() end end
print("coroutines", sum)
print(("x"):rep(1e7):gsub("x", { x = "yz" }):sub(-6))
END
lua5.4 work.lua
