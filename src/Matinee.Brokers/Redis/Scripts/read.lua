-- ARGV: 8 epoch, 9 offset to follow, 10 most entries.
local after, first = tonumber(ARGV[9]), oldest()
if ARGV[8] ~= e or after > o or after < tonumber(first) - 1 then return {'gone', e, n(o)} end
local records = {}
if after < o then
  for i, entry in ipairs(redis.call('XRANGE', KEYS[2], n(after + 1) .. '-0', '+', 'COUNT', ARGV[10])) do records[i] = entry[2][4] end
end
return {'read', e, n(o), records}
