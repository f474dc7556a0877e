import { describe, expect, it } from 'vitest'
import { EnvironmentError } from '../src/environment-error.js'
import { redisSettings } from '../src/redis-settings.js'

const read = (REDIS_URL: string) => redisSettings({ REDIS_URL })

describe('REDIS_URL', () => {
  it('need not be', () => {
    expect(redisSettings({})).toBeUndefined()
    expect(read(' ')).toBeUndefined()
  })

  it.each([
    'redis://127.0.0.1',
    'redis://127.0.0.1:6379/',
    'redis://[::1]:6379/15',
    'redis://:hidden@redis.example.com',
    'rediss://alice:hid%2Fden,hidden@redis.example.com:6380/0',
    'unix:///run/redis/redis.sock',
    'unix://alice:hidden@/run/redis/redis.sock?db=3',
  ])('%s is one server', (url) => {
    expect(read(` ${url} `)).toEqual({ urls: [url] })
  })

  it('is several nodes of a cluster, with spaces or commas between them', () => {
    const urls = ['rediss://a:b@10.0.0.1:6379', 'rediss://a:b@10.0.0.2:6379', 'rediss://a:b@h']
    expect(read(urls.join(' '))).toEqual({ urls })
    expect(read(urls.join(' , '))).toEqual({ urls })
    expect(read(urls.join(','))).toEqual({ urls })
  })

  it.each<[string, string, RegExp]>([
    ['no URL', 'hidden', /must be redis:/],
    ['host and port alone', 'hidden:6379', /must be redis:/],
    ['another scheme', 'http://alice:hidden@127.0.0.1:6379', /must be redis:/],
    ['no host', 'redis://', /must be redis:/],
    ['no host but a password', 'redis://:hidden@', /must be redis:/],
    ['a port that is none', 'redis://:hidden@127.0.0.1:65536', /must be redis:/],
    ['a database that is none', 'redis://:hidden@127.0.0.1/cache', /must be redis:/],
    ['a query, which would be passed over', 'redis://:hidden@h?tls=true', /must be redis:/],
    ['a fragment, as in an unescaped password', 'redis://:hid#den@127.0.0.1', /percent-encoded/],
    ['half an escape', 'redis://:hidden%@127.0.0.1', /percent-encoded/],
    ['a user alone', 'redis://hidden@127.0.0.1', /names a user and no password/],
    ['a relative socket', 'unix://run/redis.sock?hidden', /must be redis:/],
    ['something after a URL', 'redis://127.0.0.1, hidden', /must be redis:/],
    ['another user', 'redis://a:hidden@h redis://b:hidden@i', /the same scheme, user and/],
    ['another password', 'redis://:hidden@h redis://:hidden2@i', /the same scheme, user and/],
    ['another scheme', 'redis://:hidden@h rediss://:hidden@i', /the same scheme, user and/],
    ['a socket in a cluster', 'redis://h unix:///hidden', /the same scheme, user and/],
    ['a database in a cluster', 'redis://:hidden@h/1 redis://:hidden@i', /no database numbers/],
  ])('is refused with %s, without what stands in it', (_what, url, sentence) => {
    const refused = () => read(url)
    expect(refused).toThrow(EnvironmentError)
    expect(refused).toThrow(/^REDIS_URL [^\n]+$/)
    expect(refused).toThrow(sentence)
    expect(refused).not.toThrow(/hid/)
    try {
      refused()
    } catch (error) {
      expect((error as Error).cause).toBeUndefined()
    }
  })
})
