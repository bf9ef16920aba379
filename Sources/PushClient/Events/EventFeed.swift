/// Hands out the pushes of a run one by one, in order.
struct EventFeed {
    /// One push. Its body is made once its turn has come: `EventFeed.body`.
    struct Push: Sendable {
        /// Counts from 0.
        let index: Int
        /// The event file, or the OrderID of a made-up event.
        let name: String
        let orderID: String?
        let isCancel: Bool
        let format: EventFormat
        fileprivate let content: Content
    }

    fileprivate enum Content: Sendable {
        case bytes([UInt8])
        case generated(EventGenerator.Step)
    }

    private let plan: PushPlan
    private var generator: EventGenerator
    private var index = 0

    init(_ plan: PushPlan) {
        self.plan = plan
        let profile = if case .generated(let profile) = plan.source { profile } else { EventProfile() }
        generator = EventGenerator(profile: profile, concurrency: plan.concurrency)
    }

    /// The next push; nil when all are handed out.
    mutating func next() -> Push? {
        guard index < plan.count else { return nil }
        defer { index += 1 }
        switch plan.source {
        case .files(let files):
            let file = files[index % files.count]
            return Push(
                index: index, name: file.name, orderID: file.orderID, isCancel: file.isCancel, format: file.format,
                content: .bytes(file.bytes))
        case .generated:
            let step = generator.next()
            let (order, isCancel) =
                switch step {
                case .add(let order): (order, false)
                case .cancel(let order): (order, true)
                }
            let orderID = generator.orderID(order)
            return Push(
                index: index, name: orderID, orderID: orderID, isCancel: isCancel, format: plan.format,
                content: .generated(step))
        }
    }

    /// A push's body. A cancel names the waybill id that the book has for its order; `0` when there is none.
    func body(of push: Push, book: AnswerBook) -> [UInt8] {
        switch push.content {
        case .bytes(let bytes): return bytes
        case .generated(.add(let order)): return generator.addEvent(order).encoded(push.format)
        case .generated(.cancel(let order)):
            let known = push.orderID.flatMap { book.waybill(of: $0) } ?? "0"
            return generator.cancelEvent(order, waybillID: known).encoded(push.format)
        }
    }
}
