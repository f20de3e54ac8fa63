--[[
Begins the life of a lease anew, if the holder has it.

KEYS 1 lease
ARGV 1 holder, 2 life in ms
Returns 1 if so, else 0.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
