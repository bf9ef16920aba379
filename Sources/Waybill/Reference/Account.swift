/// A merchant's account with a carrier: customer code and password.
package struct Account: Sendable {
    package let carrier: String
    package let bizID: String
    /// A keyed digest, made while the files are read; the clear password is not kept.
    package let passwordDigest: Digest
    /// The same password's under other keys, for commands of a process that has replaced its key sooner or later.
    private let otherPasswordDigests: [Digest]
    /// A suspended account cannot order.
    package let isActive: Bool

    package init(
        carrier: String, bizID: String, passwordDigest: Digest, otherPasswordDigests: [Digest] = [], isActive: Bool
    ) {
        self.carrier = carrier
        self.bizID = bizID
        self.passwordDigest = passwordDigest
        self.otherPasswordDigests = otherPasswordDigests
        self.isActive = isActive
    }

    /// Whether a command's digest is that of the account's password.
    func takes(_ digest: Digest) -> Bool { passwordDigest == digest || otherPasswordDigests.contains(digest) }
}

/// The carrier's mini program, which WeChat pushes events for.
package struct App: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The path segment of the push URL.
    package let name: String
    /// The original id, `gh_...`, which an event names as ToUserName.
    package let userName: String
    package let appID: String
    package let carrier: String
    /// The secret that pushes are signed with. Not in descriptions.
    package let pushToken: String

    package init(name: String, userName: String, appID: String, carrier: String, pushToken: String) {
        self.name = name
        self.userName = userName
        self.appID = appID
        self.carrier = carrier
        self.pushToken = pushToken
    }

    package var description: String { "App(\(name), \(userName), \(appID), \(carrier))" }
    package var debugDescription: String { description }
    /// `dump` and string interpolation of an enclosing value go by the mirror, not by the description.
    package var customMirror: Mirror { Mirror(self, children: ["name": name, "carrier": carrier]) }
}
