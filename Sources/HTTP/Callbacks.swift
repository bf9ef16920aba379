internal import CMicroHTTPD

/// What MHD calls. Every closure argument is the server's `Engine`, retained for as long as the daemon runs; every
/// connection's slot is its `Connection`, retained from the notice of its start to that of its close.
enum Callbacks {
    @unsafe private static func engine(_ context: UnsafeMutableRawPointer?) -> Engine? {
        unsafe context.map { unsafe Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    @unsafe private static func connection(_ context: UnsafeMutableRawPointer?) -> Connection? {
        unsafe context.map { unsafe Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    /// The request line is there. What this returns becomes the slot of the access handler.
    static let target:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
            -> UnsafeMutableRawPointer? = { _, target, handle in
                let context = unsafe waybill_http_context(handle)
                unsafe connection(context)?.intake.targetEnd = UInt(bitPattern: waybill_http_target_end(target))
                return unsafe context
            }

    static let answer: MHD_AccessHandlerCallback = { _, handle, target, verb, version, bytes, count, slot in
        guard let handle = unsafe handle, let count = unsafe count,
            let connection = unsafe connection(slot?.pointee)
        else { return .NO }
        guard unsafe connection.intake.isBegun else {
            return unsafe connection.begin(handle, target: target, verb: verb, version: version)
        }
        guard unsafe count.pointee > 0 else {
            return unsafe connection.finish(handle, target: target, verb: verb)
        }
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: count.pointee)
        unsafe count.pointee = 0
        return unsafe connection.append(piece, handle)
    }

    static let completed: MHD_RequestCompletedCallback = { _, _, slot, _ in
        unsafe connection(slot?.pointee)?.end()
    }

    static let notice: MHD_NotifyConnectionCallback = { context, handle, slot, code in
        guard let engine = unsafe engine(context), let handle = unsafe handle, let slot = unsafe slot else { return }
        if code == .CONNECTION_NOTIFY_STARTED {
            let socket = unsafe waybill_http_socket(handle)
            let connection = unsafe engine.watcher.open(handle, socket: socket, engine: engine)
            unsafe slot.pointee = Unmanaged.passRetained(connection).toOpaque()
        } else if let context = unsafe slot.pointee {
            // Balances passRetained above; MHD closes the socket after this.
            let connection = unsafe Unmanaged<Connection>.fromOpaque(context).takeRetainedValue()
            unsafe slot.pointee = nil
            engine.watcher.close(connection)
        }
    }

    static let log: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void = { context, text in
        guard let engine = unsafe engine(context), let text = unsafe text else { return }
        unsafe engine.configuration.log(String(cString: text))
    }
}
