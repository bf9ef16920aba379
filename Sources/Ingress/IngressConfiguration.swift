package import Records
package import Waybill

/// What an ingress is told at its start.
package struct IngressConfiguration: Sendable {
    /// The mini programs whose pushes are taken, by the last segment of their path: `/push/<name>`.
    package var apps: [App]
    package var secrets: Secrets
    /// Names this process among all ingresses, anew at each start: a reply to an earlier one is nobody's.
    package var instance: String
    /// How long a push may wait for its result; WeChat drops the connection after 5 s (wechat.md section 1.7).
    package var deadline: Duration = .milliseconds(4800)
    /// Pushes that wait at the same time; more are answered 503 at once.
    package var waiterCountMax = 10_000

    /// How far the timestamp of a push may be from this machine's clock, each way; nil is any. WeChat's documents set
    /// no window; what it pushes again comes within seconds (wechat.md section 1.7).
    package var timestampWindow: Duration? = .seconds(3_600)

    package init(apps: [App], secrets: Secrets, instance: String) {
        self.apps = apps
        self.secrets = secrets
        self.instance = instance
    }
}
