import Synchronization
import Testing
import Waiting

@testable import HTTP

/// A clock for a server's timeouts that goes on when a test says so, however long the machine takes.
final class HandClock: Sendable {
    /// How long a request may take to arrive; by the machine's time the server looks at this clock again after it.
    static let receive = 50
    static let idle = 3_600_000

    private let milliseconds = Atomic<UInt64>(1_000)
    private let lookCount = Atomic(0)

    /// Of a server with this clock.
    var configuration: HTTPConfiguration {
        var configuration = HTTPConfiguration()
        configuration.receiveTimeout = .milliseconds(Self.receive)
        configuration.idleTimeout = .milliseconds(Self.idle)
        configuration.now = { [self] in
            lookCount.wrappingAdd(1, ordering: .sequentiallyConsistent)
            return milliseconds.load(ordering: .sequentiallyConsistent)
        }
        return configuration
    }

    /// Returns when so much time has passed for the server, and it has cut what is late by then.
    func letPass(_ milliseconds: Int, on server: HTTPServer) throws {
        // What the server does with the requests before, it has done when it answers this one.
        let last = try #require(Client(server.port))
        last.request("GET", "/last")
        #expect(last.reply() != nil)
        self.milliseconds.wrappingAdd(UInt64(milliseconds), ordering: .sequentiallyConsistent)
        // A new client has the next deadline, for which the server wakes up again and again. It looks at its clock at
        // most three times in a turn, and once for the new client.
        let new = try #require(Client(server.port))
        let turns = lookCount.load(ordering: .sequentiallyConsistent) + 10
        _ = asked({ lookCount.load(ordering: .sequentiallyConsistent) }, until: { $0 > turns })
        withExtendedLifetime(new) {}
    }
}
