internal import CCurl

/// All transfers of a client, on one multi handle of libcurl's. Touched on the client's thread only.
///
/// libcurl is told which socket is ready and looks at no other one. Its simpler way, curl_multi_poll and
/// curl_multi_perform, asks the kernel about every transfer under way each time that one of them gets on.
@safe final class Transfers {
    private let multi: UnsafeMutableRawPointer
    private let sockets: Sockets
    private let bodyByteCountMax: Int
    /// As many as were ever under way at once.
    private var all: [Transfer] = []
    private var idle: [Transfer] = []
    private var isClosed = false
    /// When libcurl is to be called without a socket; nil is never.
    private var due: ContinuousClock.Instant?

    /// Once in a process; libcurl does it under a lock of its own.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(sockets: Sockets, configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        guard Self.isReady, let multi = unsafe curl_multi_init() else { throw .resources(part: "memory") }
        unsafe self.multi = multi
        self.sockets = sockets
        bodyByteCountMax = configuration.bodyByteCountMax
        // The multi handle ends in `close`, before this object does.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard
            unsafe waybill_curl_bind(
                multi, context, Callbacks.socket, Callbacks.timer, configuration.connectionCountMax) != 0
        else { throw .resources(part: "memory") }
    }

    /// Closes all connections; `Sockets` is called with each. Nothing may be called after this.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        for transfer in all { unsafe transfer.leave(multi) }
        unsafe curl_multi_cleanup(multi)
    }

    deinit { close() }

    /// Begins a request; what is wrong where it cannot begin.
    func begin(_ call: OpenCall) -> HTTPFailure? {
        guard let transfer = idle.popLast() ?? made() else { return .other("there is no memory for it") }
        let failure = unsafe transfer.begin(call) ?? transfer.start(on: multi)
        guard let failure else { return nil }
        _ = transfer.drop()
        idle.append(transfer)
        return failure
    }

    private func made() -> Transfer? {
        let transfer = Transfer(sockets: sockets, bodyByteCountMax: bodyByteCountMax)
        if let transfer { all.append(transfer) }
        return transfer
    }

    /// Something is ready of a socket.
    func act(_ socket: Int32, _ bits: Int32) {
        var count: Int32 = 0
        unsafe curl_multi_socket_action(multi, socket, bits, &count)
    }

    /// What libcurl does by time: it begins new requests, and ends those whose limit has passed.
    func tick() {
        guard let due, due <= .now else { return }
        self.due = nil
        act(CURL_SOCKET_BAD, 0)
    }

    /// libcurl's timer callback; -1 is never.
    func schedule(milliseconds: Int) {
        due = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }

    func want(_ wish: Int32, of socket: Int32) { sockets.want(wish, of: socket) }

    /// How long there is nothing to do but for the sockets, in milliseconds; -1 is for ever.
    var timeout: Int32 {
        due.map { Int32(clamping: max(0, ($0 - .now).milliseconds)) } ?? -1
    }

    /// The next request that is over, taken away; nil without one.
    func next() -> (call: OpenCall, outcome: HTTPOutcome)? {
        var code = CURLE_OK
        // The handle's private pointer is its transfer, which `all` keeps.
        while let handle = unsafe waybill_curl_ended(multi, &code),
            let transfer = unsafe Callbacks.transfer(waybill_curl_transfer(handle))
        {
            unsafe transfer.leave(multi)
            let ended = transfer.end(code)
            idle.append(transfer)
            if let ended { return ended }
        }
        return nil
    }

    /// Ends all requests that are under way; their calls.
    func dropAll() -> [OpenCall] {
        all.compactMap { transfer in
            guard transfer.call != nil else { return nil }
            unsafe transfer.leave(multi)
            idle.append(transfer)
            return transfer.drop()
        }
    }
}
