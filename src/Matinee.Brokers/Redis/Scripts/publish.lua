-- KEYS: 1 one that says which server of a cluster is asked, so that what one node sends on one channel stays in order. ARGV: 1 channel, 2 message.
return redis.call('PUBLISH', ARGV[1], ARGV[2])
