--[[
Reads a vector, or some keys of it.

KEYS 1 weights
ARGV 1 whether all keys are asked for: 1 if so; else the others: the keys
Returns a list of keys, each followed by its 16 bytes.
]]
if ARGV[1] == '1' then
  return redis.call('HGETALL', KEYS[1])
end
local found = {}
for index = 2, #ARGV do
  local held = redis.call('HGET', KEYS[1], ARGV[index])
  if held then
    found[#found + 1] = ARGV[index]
    found[#found + 1] = held
  end
end
return found
