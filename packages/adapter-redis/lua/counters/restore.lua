--- @include part

--[[
Takes over a part, or members of it, from the archive. What is here stays as it is.

KEYS 1 part; 2 its unsaved members
ARGV 1 ms until it may go if it is not changed; 2 version; 3 1 if the archive has the part, else 0; 4-8 counts;
     then of each member its name and its state
Returns nothing.
]]
local part = KEYS[1]
if redis.call('HEXISTS', part, 'v') == 0 then
  begin_part(part, ARGV[2], ARGV[3], { ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8] })
  redis.call('UNLINK', KEYS[2])
  redis.call('PEXPIRE', part, ARGV[1])
end
if redis.call('HGET', part, 'p') == '1' then
  for index = 9, #ARGV, 2 do
    redis.call('HSETNX', part, ARGV[index], ARGV[index + 1])
  end
end
return false
