import Synchronization

/// Why a client was refused, or cut off, before a handler was asked. The raw value is a label of a metric.
package enum HTTPRefusal: String, Sendable, CaseIterable {
    /// 503: more connections than configured.
    case connectionLimit = "connection_limit"
    /// 413: the body is too long.
    case bodyTooLarge = "body_too_large"
    /// 503: all unfinished bodies together take as much memory as they may.
    case bodyMemory = "body_memory"
    /// 400: a bad percent escape or a NUL in the request target.
    case badTarget = "bad_target"
    /// 400 or 501: Content-Length and Transfer-Encoding that contradict each other, or a coding other than chunked.
    case badFraming = "bad_framing"
    /// Cut: the request was not whole, or the answer not taken, in time.
    case timedOut = "timed_out"
    /// 503: the server is stopping.
    case stopping
}

/// What a server counted, read at one moment.
package struct HTTPCounts: Sendable, Equatable {
    /// Connections open now.
    package var openConnections = 0
    /// Requests open now: from their headers to the last byte of their answer.
    package var openRequests = 0
    /// Of these, the ones that wait for an answer outside of the handler.
    package var waitingRequests = 0
    /// Requests that handlers were given since the start.
    package var requests = 0
    /// Clients that went away while their answer was awaited.
    package var disconnects = 0
    /// Requests whose responder was dropped and that were answered 500.
    package var abandoned = 0
    /// Memory of bodies that are not whole yet.
    package var bodyByteCount = 0
    /// The most of it at a time since the start.
    package var bodyByteCountHighest = 0
    package var refused: [HTTPRefusal: Int] = [:]
}

/// The counters themselves; each on its own, so that counting takes no lock, but for who is refused.
final class Counters: Sendable {
    let openRequests = Atomic(0)
    let waitingRequests = Atomic(0)
    let requests = Atomic(0)
    let disconnects = Atomic(0)
    let abandoned = Atomic(0)
    private let refused = Mutex(Dictionary(uniqueKeysWithValues: HTTPRefusal.allCases.map { ($0, 0) }))
    private let tellRefusal: @Sendable (HTTPRefusal) -> Void

    init(refused: @escaping @Sendable (HTTPRefusal) -> Void) { tellRefusal = refused }

    func refuse(_ reason: HTTPRefusal) {
        tellRefusal(reason)
        refused.withLock { $0[reason, default: 0] += 1 }
    }

    func read(openConnections: Int, bodies: BodyMemory) -> HTTPCounts {
        HTTPCounts(
            openConnections: openConnections, openRequests: openRequests.load(ordering: .relaxed),
            waitingRequests: waitingRequests.load(ordering: .relaxed), requests: requests.load(ordering: .relaxed),
            disconnects: disconnects.load(ordering: .relaxed), abandoned: abandoned.load(ordering: .relaxed),
            bodyByteCount: bodies.byteCount, bodyByteCountHighest: bodies.byteCountHighest,
            refused: refused.withLock { $0 })
    }
}
