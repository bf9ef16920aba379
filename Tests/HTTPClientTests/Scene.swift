import Dispatch
import Glibc
import Loopback
import Synchronization
import Testing
import Waiting

@testable import HTTPClient

/// The outcomes that have come, and a way to wait for them.
final class Outcomes: Sendable {
    private let outcomes = Mutex<[HTTPOutcome]>([])
    private let arrived = DispatchSemaphore(value: 0)

    var all: [HTTPOutcome] { outcomes.withLock { $0 } }

    func add(_ outcome: HTTPOutcome) {
        outcomes.withLock { $0.append(outcome) }
        arrived.signal()
    }

    /// So many more, in the order in which they came; the test fails when they do not.
    @discardableResult
    func wait(_ count: Int = 1) -> [HTTPOutcome] {
        for _ in 0..<count {
            guard arrived.wait(timeout: .now() + patience) == .success else {
                Issue.record("an outcome never came")
                return []
            }
        }
        return all
    }
}

extension HTTPClient {
    /// Sends and waits for the outcome.
    func outcome(of call: HTTPCall) throws -> HTTPOutcome {
        let outcomes = Outcomes()
        try send(call) { outcomes.add($0) }
        return try #require(outcomes.wait().last)
    }
}

func client(_ change: (inout HTTPClientConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    change(&configuration)
    return try HTTPClient(configuration)
}

/// A request that no limit of time ends in a test that is not about it.
func get(_ port: UInt16, _ target: String = "/", within limit: Duration = .seconds(patience)) -> HTTPCall {
    HTTPCall(.get, to: "http://127.0.0.1:\(port)\(target)", within: limit)
}

func post(_ port: UInt16, _ body: String, headers: [(String, String)] = []) -> HTTPCall {
    HTTPCall(
        .post(Array(body.utf8)), to: "http://127.0.0.1:\(port)/", headers: headers, within: .seconds(patience))
}

extension HTTPOutcome {
    static func answered(_ status: Int, _ body: String) -> HTTPOutcome {
        .answered(status: status, body: Array(body.utf8))
    }
}

/// Client and server in this process have two descriptors a connection.
func allowDescriptors(_ count: Int) throws {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    // getrlimit fills the struct it is given, setrlimit reads it.
    try #require(unsafe getrlimit(resource, &limit) == 0)
    guard limit.rlim_cur < rlim_t(count) else { return }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    try #require(unsafe setrlimit(resource, &limit) == 0 && limit.rlim_cur == rlim_t(count))
}
