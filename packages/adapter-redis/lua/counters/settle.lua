--[[
Notes that the archive has a state of a part, and of members. If nothing has changed since, the part is clean.

KEYS 1 part; 2 its unsaved members; 3 dirty parts
ARGV 1 ms until it may go if it is not changed; 2 name of the part among the dirty ones; 3 version;
     then of each member its name and its state
Returns nothing.
]]
for index = 4, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[index]) == ARGV[index + 1] then
    redis.call('SREM', KEYS[2], ARGV[index])
  end
end
local version = redis.call('HGET', KEYS[1], 'v')
if not version then
  redis.call('SREM', KEYS[3], ARGV[2])
  redis.call('UNLINK', KEYS[2])
elseif version == ARGV[3] and redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('SREM', KEYS[3], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return false
