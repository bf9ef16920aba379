/// One push that is begun, with its body, which every attempt sends again.
final class Delivery: Sendable {
    let push: EventFeed.Push
    let body: [UInt8]

    init(_ push: EventFeed.Push, body: [UInt8]) {
        self.push = push
        self.body = body
    }
}

/// One attempt of a push: `number` 0 is the first, all others repeat it.
struct Attempt: Sendable {
    let delivery: Delivery
    let number: Int
}
