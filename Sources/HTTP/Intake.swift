/// What has come of a request so far. Belongs to MHD's thread.
struct Intake {
    var isBegun = false
    /// The body is longer than what has come at once, so that its deadline runs from the headers.
    var isTimed = false
    /// Where the request target ends, as an address; 0 when it cannot be decoded.
    var targetEnd: UInt = 0
    var ticket: Int?
    var route = 0
    /// Of one that was admitted; nothing is kept of others.
    var bodyByteCountMax: Int?
    /// The answer of one that was not admitted; its body is passed over.
    var refusal: HTTPResponse?
    /// The announced length of the body; nil for a chunked one.
    var announced: Int?
    var body: [UInt8] = []
    /// Taken of the memory of all bodies for this one.
    var reserved = 0

    /// Makes room for so many more bytes; false where the memory of all bodies does not allow it. A client's
    /// announcement is believed as far as it costs little, and whole once that much has come.
    mutating func makeRoom(for count: Int, in memory: BodyMemory, bodyByteCountMax: Int) -> Bool {
        let needed = body.count + count
        guard needed > reserved else { return true }
        let wanted =
            if let announced { reserved == 0 ? min(announced, HTTPLimits.bodyReservationMax) : announced } else {
                2 * reserved
            }
        var room = min(max(needed, wanted), bodyByteCountMax)
        if !memory.take(room - reserved) {
            room = needed
            guard memory.take(room - reserved) else { return false }
        }
        reserved = room
        body.reserveCapacity(room)
        return true
    }
}
