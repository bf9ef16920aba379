/// One request, whole, lent to the handler for the length of its call: it cannot be copied or kept, its strings and
/// its body can.
package struct HTTPRequest: ~Copyable {
    package let head: HTTPHead
    /// What `HTTPConfiguration.admit` gave it.
    package let ticket: Int?
    /// The router's route that admitted it.
    let route: Int
    /// The body as it came; empty when there was none. At most `HTTPConfiguration.bodyByteCountMax` bytes.
    package let body: [UInt8]
}
