internal import CMicroHTTPD
internal import Glibc

/// For benchmarks only: the least that an echo over libmicrohttpd costs, in C, so that what this room adds can be
/// measured. Unbounded connections, bodies of at most 8 KiB, one thread.
@safe package final class HTTPFloor: Sendable {
    package let port: UInt16
    private nonisolated(unsafe) let floor: OpaquePointer

    /// `suspends`: each request is suspended and resumed by a second thread.
    package init(suspends: Bool) throws(HTTPError) {
        guard let floor = unsafe OpaquePointer(waybill_floor_start(suspends ? 1 : 0)) else {
            throw .resources(part: "HTTP floor", code: errno)
        }
        unsafe self.floor = floor
        port = unsafe UnsafeMutablePointer<waybill_floor>(floor).pointee.port
    }

    deinit { unsafe waybill_floor_stop(UnsafeMutablePointer(floor)) }
}
