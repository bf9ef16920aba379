import Loopback
import Synchronization

/// A carrier for tests: a server on a free port of this machine that answers POSTs as it is told.
final class CarrierDouble: Sendable {
    struct Request: Sendable {
        let target: String
        let contentType: String
        let body: String
        /// Counts from 1.
        let number: Int
    }

    /// Status and body, or nil: never answers and keeps the connection until the client cuts it.
    typealias Handler = @Sendable (Request) -> (status: Int, body: String)?

    private final class Counts: Sendable {
        private let state = Mutex<(requests: Int, open: Int, openMax: Int)>((0, 0, 0))

        var requestCount: Int { state.withLock { $0.requests } }
        var openMax: Int { state.withLock { $0.openMax } }

        /// The request's number.
        func begin() -> Int {
            state.withLock { state in
                state.requests += 1
                state.open += 1
                state.openMax = max(state.openMax, state.open)
                return state.requests
            }
        }

        func end() { state.withLock { $0.open -= 1 } }
    }

    private let server: LoopbackServer
    private let counts: Counts

    var requestCount: Int { counts.requestCount }
    var connectionCount: Int { server.connectionCount }
    /// The most requests that were without their reply at once.
    var requestsAtOnceMax: Int { counts.openMax }
    var url: String { "http://127.0.0.1:\(server.port)/push" }

    /// Without `isListening` every connection is refused.
    init(isListening: Bool = true, _ handler: @escaping Handler) throws {
        let counts = Counts()
        self.counts = counts
        server = try LoopbackServer(isListening: isListening) { connection in
            while let next = connection.next() {
                let request = Request(
                    target: next.target, contentType: next.header("content-type") ?? "", body: next.body,
                    number: counts.begin())
                guard let (status, text) = handler(request) else { return connection.awaitEnd() }
                counts.end()
                guard connection.answer(status, text) else { return }
            }
        }
    }

    func stop() { server.stop() }
}

/// A reply as the seed lays it out, as far as the tool reads it.
func reply(to body: String, waybill: String, code: Int = 0) -> String {
    let order = body.firstMatch(of: /<OrderID><!\[CDATA\[(.*?)\]\]>/).map { String($0.1) } ?? ""
    return "<xml><OrderID><![CDATA[\(order)]]></OrderID><WayBillID><![CDATA[\(waybill)]]></WayBillID>"
        + "<ResultCode>\(code)</ResultCode><ResultMsg><![CDATA[m]]></ResultMsg></xml>"
}
