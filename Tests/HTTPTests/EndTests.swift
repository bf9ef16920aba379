import Dispatch
import Glibc
import Synchronization
import Testing
import Waiting

@testable import HTTP

@Suite("Clients that leave and servers that stop")
struct EndTests {
    enum Leaving: CaseIterable { case close, reset, halfClose }

    @Test("a client that leaves while it waits is noticed once", arguments: Leaving.allCases)
    func leaves(how: Leaving) throws {
        let (held, left) = (Held(), Signal())
        let server = try serve { request, responder in
            guard request.head.path == "/wait" else { return responder.send(HTTPResponse(status: 200)) }
            responder.onDisconnect { left.fire() }
            held.put(responder)
        }
        var client = Client(server.port)
        client?.request("GET", "/wait")
        held.awaitArrival()
        if how == .reset { client?.resetOnClose() }
        if how == .halfClose { client?.halfClose() } else { client = nil }
        left.wait()
        #expect(server.counts.disconnects == 1)
        // Too late, and harmless.
        held.send(HTTPResponse(status: 200))
        if how == .halfClose { #expect(client?.reply()?.status == 503) }
        let other = try #require(Client(server.port))
        other.request("GET", "/")
        #expect(other.reply()?.status == 200)
        server.stop(within: .seconds(patience))
        #expect(left.count == 1)
        #expect(server.counts.openRequests == 0 && server.counts.waitingRequests == 0)
    }

    @Test("who comes while the server gives up is told to come again, and nothing of the body is kept")
    func comesLate() throws {
        let server = try serve { _, responder in responder.send(HTTPResponse(status: 200)) }
        let client = try #require(Client(server.port))
        server.engine.isGivingUp.store(true, ordering: .sequentiallyConsistent)
        client.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello".utf8))
        let reply = try #require(client.reply())
        #expect(reply.status == 503 && reply.body == "try again\n", "\(reply)")
        #expect(server.counts.bodyByteCountHighest == 0)
    }

    @Test("a client that leaves during the handler is noticed, too, before or after the hook is there")
    func leavesEarly() throws {
        let (entered, closed, left) = (Signal(), Signal(), Signal())
        let held = Held()
        let server = try serve { _, responder in
            entered.fire()
            closed.wait()
            responder.onDisconnect { left.fire() }
            held.put(responder)
        }
        var client = Client(server.port)
        client?.request("GET", "/")
        entered.wait()
        client = nil
        closed.fire()
        left.wait()
        held.awaitArrival()
        held.drop()
        server.stop(within: .seconds(patience))
        #expect(left.count == 1)
        #expect(server.counts.abandoned == 0)
    }

    @Test("an answered request is never reported as left")
    func answered() throws {
        let left = Signal()
        let server = try serve { _, responder in
            responder.onDisconnect { left.fire() }
            responder.send(HTTPResponse(status: 200))
        }
        let client = try #require(Client(server.port))
        client.request("GET", "/")
        #expect(client.reply()?.status == 200)
        client.halfClose()
        #expect(client.readsToEnd())
        server.stop(within: .seconds(patience))
        #expect(left.count == 0)
    }

    @Test("stop waits for the answer that is due, and lets no one in")
    func stops() throws {
        let held = Held()
        // An address of its own, since the port may be another test's as soon as nobody listens there.
        var configuration = HTTPConfiguration()
        configuration.address = "127.0.0.2"
        let address: UInt32 = 0x7F00_0002
        let server = try serve(configuration) { _, responder in held.put(responder) }
        let idle = try #require(Client(server.port, at: address))
        let client = try #require(Client(server.port, at: address))
        client.request("GET", "/")
        held.awaitArrival()
        server.stopAccepting()
        #expect(Client(server.port, at: address) == nil)
        let stopped = Signal()
        DispatchQueue.global().async {
            server.stop(within: .seconds(patience))
            stopped.fire()
        }
        held.send(HTTPResponse(status: 200, text: "due"))
        let reply = client.reply()
        #expect(reply?.body == "due" && reply?.headers["connection"] == "close")
        stopped.wait()
        #expect(idle.readsToEnd())
        server.stop(within: .seconds(patience))
    }

    @Test("an answer that never comes does not hold up the stop")
    func neverAnswered() throws {
        let (held, left) = (Held(), Signal())
        let server = try serve { _, responder in
            responder.onDisconnect { left.fire() }
            held.put(responder)
        }
        let client = try #require(Client(server.port))
        client.request("GET", "/")
        held.awaitArrival()
        let clock = ContinuousClock()
        let took = clock.measure { server.stop(within: .milliseconds(400)) }
        #expect(took >= .milliseconds(250))
        #expect(client.reply()?.status == 503)
        #expect(left.count == 1)
        held.send(HTTPResponse(status: 200))
        #expect(client.readsToEnd())
    }

    @Test("answers, departures and the stop may race", arguments: [1, 2])
    func races(threads: Int) throws {
        var configuration = HTTPConfiguration()
        configuration.threadCount = threads
        let queue = DispatchQueue(label: "answers", attributes: .concurrent)
        let (calls, twice) = (Signal(), Signal())
        let server = try serve(configuration) { _, responder in
            let called = Signal()
            responder.onDisconnect {
                called.fire()
                if called.count > 1 { twice.fire() }
            }
            calls.fire()
            let held = Held()
            held.put(responder)
            // Some are never answered.
            if calls.count % 50 != 0 { queue.async { held.send(HTTPResponse(status: 200)) } }
        }
        let port = server.port
        DispatchQueue.concurrentPerform(iterations: 9) { number in
            if number == 8 {
                while calls.count < 300 { calls.wait() }
                return server.stop(within: .milliseconds(200))
            }
            for turn in 0..<1_000 {
                guard let client = Client(port) else { return }
                client.request("POST", "/", body: "x")
                if turn % 3 == number % 3 { client.resetOnClose() } else { _ = client.isHeard(within: 20) }
            }
        }
        #expect(twice.count == 0)
        #expect(server.counts.openRequests == 0 && server.counts.waitingRequests == 0)
        #expect(server.counts.openConnections == 0)
    }

    @Test("a server let go of is stopped, also with requests waiting")
    func letGo() throws {
        let held = Held()
        var server: HTTPServer? = try serve { _, responder in held.put(responder) }
        let client = try #require(Client(server?.port ?? 0))
        client.request("GET", "/")
        held.awaitArrival()
        server = nil
        #expect(client.readsToEnd())
        held.drop()
    }

    @Test("no descriptor is left behind by 1,000 connections, however they end")
    func descriptors() async {
        // In a process of its own: other tests open descriptors, too.
        await #expect(processExitsWith: .success) {
            /// Sockets, epolls and eventfds, which is what a server opens; the test's runtime has files and pipes.
            func count() -> Int {
                var target = [CChar](repeating: 0, count: 64)
                return (0..<4_096).count { number in
                    let length = unsafe readlink("/proc/self/fd/\(number)", &target, target.count)
                    let kind = target.prefix(max(0, length)).prefix { $0 != 58 }.map { UInt8(bitPattern: $0) }
                    return ["socket", "anon_inode"].contains(String(decoding: kind, as: UTF8.self))
                }
            }
            // The runtime opens some of its own on the first use.
            try serve(echo).stop(within: .seconds(patience))
            let before = count()
            // A silent client is cut after the time that those who left have.
            var configuration = HTTPConfiguration()
            configuration.receiveTimeout = .seconds(3)
            var server: HTTPServer? = try serve(configuration, echo)
            let running = count()
            for number in 0..<1_000 {
                guard let port = server?.port, let client = Client(port) else { exit(1) }
                switch number % 4 {
                case 0: client.request("GET", "/", headers: "Connection: close\r\n")
                case 1: client.send("GET / HT")
                case 2: client.request("POST", "/", headers: "Content-Length: 1073741824\r\n")
                default: client.resetOnClose()
                }
                if number % 2 == 0, !client.readsToEnd() { exit(2) }
            }
            do {
                guard let port = server?.port, let last = Client(port), last.readsToEnd() else { exit(3) }
            }
            if asked(count, until: { $0 <= running + 50 }) > running + 50 { exit(4) }
            server?.stop(within: .seconds(patience))
            server = nil
            // What one server leaves behind shows with a hundred of them.
            for _ in 0..<100 { try serve(echo).stop(within: .seconds(patience)) }
            // The last may be closed by a thread that ends; the runtime opens some of its own whenever it likes.
            if asked(count, until: { $0 <= before + 50 }) > before + 50 { exit(5) }
        }
    }
}
