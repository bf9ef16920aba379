internal import CCurl

/// What libcurl calls, on the client's thread, while it is called itself.
enum Callbacks {
    @unsafe static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        // `Transfers` keeps each transfer for longer than libcurl its handle.
        unsafe context.map { unsafe Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    @unsafe private static func transfers(_ context: UnsafeMutableRawPointer?) -> Transfers? {
        // It ends the multi handle in its own `deinit`.
        unsafe context.map { unsafe Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    /// A piece of an answer's body. Another count than it was given breaks the answer off.
    static let write: curl_write_callback = { bytes, _, count, context in
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        return unsafe transfer(context)?.append(piece) == true ? count : 0
    }

    /// A line of an answer's head.
    static let header: curl_write_callback = { bytes, _, count, context in
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        return unsafe transfer(context)?.append(line: line) == true ? count : 0
    }

    static let open: curl_opensocket_callback = { context, _, address in
        guard let address = unsafe address else { return CURL_SOCKET_BAD }
        return unsafe transfer(context)?.open(address) ?? CURL_SOCKET_BAD
    }

    static let close: curl_closesocket_callback = { context, socket in
        guard let context = unsafe context else { return 1 }
        // `Transfers` keeps the sockets for longer than any connection.
        unsafe Unmanaged<Sockets>.fromOpaque(context).takeUnretainedValue().close(connection: socket)
        return 0
    }

    /// What libcurl wants to be told of a socket from now on.
    static let socket: curl_socket_callback = { _, socket, wish, context, _ in
        unsafe transfers(context)?.want(wish, of: socket)
        return 0
    }

    static let timer: curl_multi_timer_callback = { _, milliseconds, context in
        unsafe transfers(context)?.schedule(milliseconds: milliseconds)
        return 0
    }
}
