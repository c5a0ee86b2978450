#!/usr/bin/env lua5.4
-- Tables and strings that come and go: words, an index of them, sorted, joined, taken apart.
local seed = 1
local function draw(limit)
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed // 65536 % limit
end

local function word()
    local letters = {}
    for i = 1, 3 + draw(12) do letters[i] = string.char(97 + draw(26)) end
    return table.concat(letters)
end

local index, total = {}, 0
for round = 1, 12 do
    local words = {}
    for i = 1, 16000 do
        local text = word()
        words[i] = { text = text, length = #text, round = round }
        local key = text:sub(1, 2)
        index[key] = index[key] or {}
        table.insert(index[key], text .. round)
    end
    table.sort(words, function(a, b) return a.text < b.text end)
    local lines = {}
    for i = 1, #words, 8 do
        lines[#lines + 1] = words[i].text:upper() .. " " .. words[i].length
    end
    local page = table.concat(lines, "\n")
    for line, length in page:gmatch("(%u+) (%d+)") do
        total = total + #line * tonumber(length)
    end
    if round % 5 == 0 then index = {} end
end
local keys = 0
for _ in pairs(index) do keys = keys + 1 end
print(total, keys)
