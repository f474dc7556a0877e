import { ConfigurationError } from '@portcullis/core'
import { isIoredis, isNodeRedis } from '../client/connection.js'
import type { IoredisSubscriber, NodeRedisSubscriber } from '../client/redis-subscriber.js'

export interface DeletionsSettings {
  readonly channel: string
  readonly onMessage: (message: string) => void
  /** Messages may have been missed until now. */
  readonly onGap: () => void
}

/** Hears of deletions on other nodes. */
export interface Deletions {
  /** Whether messages arrive at the moment. */
  isInformed(): boolean
}

/** @throws ConfigurationError for a client of which nobody can tell whether it is subscribed */
export function listen(subscriber: unknown, settings: DeletionsSettings): Deletions {
  if (isIoredis(subscriber) && !subscriber.isCluster) {
    return listenWithIoredis(subscriber as IoredisSubscriber, settings)
  }
  if (isNodeRedis(subscriber)) {
    return listenWithNodeRedis(subscriber as NodeRedisSubscriber, settings)
  }
  throw new ConfigurationError(
    'option_invalid',
    'subscriber is no client of one node: write client.duplicate(), or in a cluster a client of any of its nodes, which hears what is published on all of them',
  )
}

/** The client subscribes anew by itself before it says that it is ready again. */
function listenWithNodeRedis(client: NodeRedisSubscriber, settings: DeletionsSettings): Deletions {
  const { channel, onMessage, onGap } = settings
  let isSubscribed = false
  const subscribe = () => {
    client.subscribe(channel, onMessage).then(
      () => {
        isSubscribed = true
      },
      () => {},
    )
  }
  client.on('ready', () => {
    onGap()
    if (!isSubscribed) subscribe()
  })
  if (client.isReady) subscribe()
  return { isInformed: () => isSubscribed && client.isReady }
}

function listenWithIoredis(client: IoredisSubscriber, settings: DeletionsSettings): Deletions {
  const { channel, onMessage, onGap } = settings
  let connections = 0
  let subscribed = -1
  const subscribe = () => {
    const connection = connections
    client.subscribe(channel).then(
      () => {
        onGap()
        subscribed = connection
      },
      () => {},
    )
  }
  const lose = () => {
    connections += 1
  }
  client.on('message', (from: string, message: string) => {
    if (from === channel) onMessage(message)
  })
  client.on('close', lose)
  client.on('end', lose)
  client.on('ready', () => {
    lose()
    subscribe()
  })
  if (client.status === 'ready' || client.status === 'wait') subscribe()
  return { isInformed: () => subscribed === connections && client.status === 'ready' }
}
