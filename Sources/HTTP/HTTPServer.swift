internal import CMicroHTTPD
internal import Glibc
import Synchronization

/// An HTTP/1.1 server on libmicrohttpd: threads of its own that block in epoll, and one that watches what
/// libmicrohttpd does not (`Watcher`).
///
/// `HTTPConfiguration.admit` is asked once a request's head is there, and may refuse it. The handler is called on one
/// of these threads once a request is whole, and must not block. It may answer there, or
/// hand the responder to whoever answers later: then the connection sleeps and costs nothing until it does. Requests
/// of one connection are handled one after the other.
@safe package final class HTTPServer: Sendable {
    package typealias Handler = @Sendable (borrowing HTTPRequest, consuming HTTPResponder) -> Void

    /// The port listened on: the one asked for, or the one found for 0.
    package let port: UInt16
    let engine: Engine
    private let listener: Listener
    private let watching: Thread
    /// MHD's handle: thread-safe for what is called here, and stopped once, under `isStopped`.
    private nonisolated(unsafe) let daemon: OpaquePointer
    /// Given to MHD as closure of its logger; freed after the daemon.
    private nonisolated(unsafe) let callbacks: UnsafeMutablePointer<waybill_http_settings>
    private let isStopped = Mutex(false)

    /// Listens and serves when it returns.
    package init(configuration: HTTPConfiguration, handler: @escaping Handler) throws(HTTPError) {
        try configuration.check()
        let listener = try Listener(address: configuration.address, port: configuration.port)
        let watcher = try Watcher(listener: listener, now: configuration.now)
        let engine = Engine(configuration: configuration, watcher: watcher, handler: handler)
        // Given back after the daemon has stopped: `release`.
        let context = unsafe Unmanaged.passRetained(engine).toOpaque()
        let callbacks = UnsafeMutablePointer<waybill_http_settings>.allocate(capacity: 1)
        unsafe callbacks.initialize(to: .init(configuration, context: context))
        // `callbacks` outlives the daemon, as its shim asks.
        guard let daemon = unsafe waybill_http_start(callbacks) else {
            let code = errno
            unsafe Self.release(callbacks)
            throw .resources(part: "HTTP daemon", code: code)
        }
        nonisolated(unsafe) let target = unsafe daemon
        // The thread is joined before the daemon is stopped.
        let watching = Thread { engine.watcher.run { client in unsafe engine.admit(client, to: target) } }
        guard let watching else {
            unsafe MHD_stop_daemon(daemon)
            unsafe Self.release(callbacks)
            throw .resources(part: "thread", code: EAGAIN)
        }
        self.port = listener.port
        self.engine = engine
        self.listener = listener
        unsafe self.daemon = daemon
        unsafe self.callbacks = callbacks
        self.watching = watching
    }

    /// What has been counted up to now.
    package var counts: HTTPCounts {
        engine.counters.read(openConnections: engine.watcher.openCount, bodies: engine.bodies)
    }

    /// Refuses new clients from now on; those connected are served on, and told to close with their next answer.
    package func stopAccepting() {
        engine.isDraining.store(true, ordering: .sequentiallyConsistent)
        listener.close()
    }

    /// Refuses new clients, waits until every open request is answered, tells those still waiting shortly before
    /// `limit` to come again (503, and their `onDisconnect`), and closes everything. Returns when all threads of the
    /// server have ended, `limit` after the call at the latest but for what a handler still does. Blocks: not for the
    /// cooperative pool, and never from a handler. A second call waits for the first.
    package func stop(within limit: Duration) {
        let start = ContinuousClock.now
        isStopped.withLock { isStopped in
            guard !isStopped else { return }
            isStopped = true
            stopAccepting()
            let milliseconds = limit > .zero ? limit.boundedMilliseconds : 0
            let patience = milliseconds - milliseconds / HTTPLimits.farewellShare
            engine.awaitDrained(until: start + .milliseconds(patience))
            engine.isGivingUp.store(true, ordering: .sequentiallyConsistent)
            engine.watcher.giveUpAll()
            engine.awaitDrained(until: start + .milliseconds(milliseconds))
            engine.watcher.stop()
            watching.join()
            // MHD: no connection may be suspended any more. `giveUpAll` resumed all, and since `isGivingUp` none is
            // suspended anew.
            unsafe MHD_stop_daemon(daemon)
            unsafe Self.release(callbacks)
        }
    }

    deinit { stop(within: .zero) }

    /// Frees what the daemon was given; only when there is none any more.
    @unsafe private static func release(_ callbacks: UnsafeMutablePointer<waybill_http_settings>) {
        // Balances passRetained in `init`.
        if let context = unsafe callbacks.pointee.context { unsafe Unmanaged<Engine>.fromOpaque(context).release() }
        unsafe callbacks.deinitialize(count: 1)
        unsafe callbacks.deallocate()
    }
}

extension Engine {
    /// Takes a client in, or turns it away when there are too many.
    @unsafe fileprivate func admit(_ client: Listener.Client, to daemon: OpaquePointer) {
        guard watcher.admittedCount < configuration.connectionCountMax else {
            counters.refuse(.connectionLimit)
            RawAnswer.busy.send(to: client.socket)
            _ = Glibc.close(client.socket)
            return
        }
        var name = client.name
        watcher.arriving.wrappingAdd(1, ordering: .relaxed)
        // MHD owns the socket from here on, also when it refuses it.
        guard unsafe waybill_http_add(daemon, client.socket, &name, client.nameCount) != .YES else { return }
        watcher.arriving.wrappingSubtract(1, ordering: .relaxed)
    }
}

extension waybill_http_settings {
    @unsafe fileprivate init(_ configuration: HTTPConfiguration, context: UnsafeMutableRawPointer) {
        let idle = (configuration.idleTimeout.boundedMilliseconds + 999) / 1_000
        // MHD's own limit is the harder, later one, and each thread of a pool gets an equal part of it.
        let connections = (configuration.connectionCountMax + HTTPLimits.connectionSlack) * configuration.threadCount
        unsafe self.init(
            context: context, answer: Callbacks.answer, completed: Callbacks.completed, connection: Callbacks.notice,
            target: Callbacks.target, log: Callbacks.log, memory: configuration.connectionByteCountMax,
            connections: UInt32(clamping: connections), idle_seconds: UInt32(clamping: idle),
            threads: UInt32(clamping: configuration.threadCount))
    }
}

extension HTTPConfiguration {
    fileprivate func check() throws(HTTPError) {
        func bound(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(HTTPError) {
            guard range.contains(value) else {
                throw .configuration(name: name, bounds: "\(range.lowerBound)...\(range.upperBound)")
            }
        }
        try bound("threadCount", threadCount, 1...HTTPLimits.threadCountMax)
        try bound("connectionCountMax", connectionCountMax, 1...HTTPLimits.connectionCountMax)
        try bound("connectionByteCountMax", connectionByteCountMax, HTTPLimits.connectionByteCount)
        try bound("bodyByteCountMax", bodyByteCountMax, 0...HTTPLimits.bodyByteCountMax)
        try bound("bodyMemoryByteCountMax", bodyMemoryByteCountMax, 0...HTTPLimits.bodyMemoryByteCount.upperBound)
    }
}
