--- The bytes of hex digits whose number is a multiple of eight, as that of positions and hints is.
local function bytes_of(hex)
  return (string.gsub(hex, '%x%x%x%x%x%x%x%x', function(digits)
    return struct.pack('>I4', tonumber(digits, 16))
  end))
end
