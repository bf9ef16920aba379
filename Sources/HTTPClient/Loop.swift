/// What the client's thread does. All but the inbox and the wake-up is touched on that thread only.
@safe final class Loop: Sendable {
    let inbox: Inbox
    private nonisolated(unsafe) let sockets: Sockets
    private nonisolated(unsafe) let transfers: Transfers
    private nonisolated(unsafe) var alarms = Alarms()

    init(_ configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        let bell = try Bell()
        let sockets = try Sockets(bell: bell)
        unsafe self.sockets = sockets
        unsafe transfers = try Transfers(sockets: sockets, configuration: configuration)
        inbox = Inbox(callCountMax: configuration.connectionCountMax) { bell.ring() }
    }

    /// Until the client is stopped.
    func run() {
        while true {
            let work = inbox.take()
            for alarm in work.alarms { unsafe alarms.add(alarm) }
            if work.isStopped { return end(work.calls) }
            for call in work.calls { begin(call) }
            ring()
            unsafe transfers.tick()
            tellEnded()
            wait()
            tellEnded()
        }
    }

    private func begin(_ call: OpenCall) {
        if let failure = unsafe transfers.begin(call) { tell(call, .failed(failure)) }
    }

    private func wait() {
        // libcurl's own times are in its timeout.
        unsafe sockets.ring(at: alarms.first)
        // What is there to be done must not wait; what has come meanwhile is seen all the same.
        let milliseconds = inbox.fallAsleep() ? unsafe transfers.timeout : 0
        unsafe sockets.wait(milliseconds: milliseconds) { socket, bits in unsafe transfers.act(socket, bits) }
    }

    private func ring() {
        let now = ContinuousClock.now
        while let alarm = unsafe alarms.take(at: now) {
            inbox.alarmRang()
            alarm.body()
        }
    }

    private func tellEnded() {
        while let (call, outcome) = unsafe transfers.next() { tell(call, outcome) }
    }

    private func tell(_ call: OpenCall, _ outcome: HTTPOutcome) {
        inbox.callEnded()
        call.completion(outcome)
    }

    /// Requests that are over already keep their outcome.
    private func end(_ unseen: [OpenCall]) {
        tellEnded()
        for call in unsafe transfers.dropAll() { tell(call, .failed(.stopped)) }
        for call in unseen { tell(call, .failed(.stopped)) }
        // What they hold may hold this client.
        unsafe alarms = Alarms()
        unsafe transfers.close()
    }
}
