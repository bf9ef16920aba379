internal import CMicroHTTPD

/// For benchmarks only: the least that an echo over libmicrohttpd costs, in C, so that what this room adds can be
/// measured.
package enum HTTPFloor {
    /// Starts an echo on 127.0.0.1 that lasts as long as the process: one thread, bodies of at most 8 KiB; with
    /// `suspends` each request is suspended and resumed by a second thread. Its port; nil when it did not start.
    package static func start(suspends: Bool) -> UInt16? {
        let port = waybill_floor_start(suspends ? 1 : 0)
        return port == 0 ? nil : port
    }
}
