local VERSION_BYTES = 8

--- The version of the value under a key; nil if there is none.
local function version_at(key)
  local header = redis.call('GETRANGE', key, 0, VERSION_BYTES - 1)
  return #header == VERSION_BYTES and struct.unpack('>I8', header) or nil
end
