/// The account of a command: 10001 and 10002; a cancel has 30001 for a BizID that does not exist (wechat.md section 2).
struct AccountCheck {
    let reference: Reference

    /// For an order: the account must be active.
    func carrier(of key: OrderKey, passwordDigest: Digest) throws(Refusal) -> Carrier {
        let (carrier, account) = try find(key, unknown: .unknownAccount)
        guard account.isActive else { throw Refusal(.unknownAccount, "the account of BizID is suspended") }
        try check(passwordDigest, of: account)
        return carrier
    }

    /// For a cancel, which a suspended account may still do.
    func carrierToCancel(of key: OrderKey, passwordDigest: Digest) throws(Refusal) -> Carrier {
        let (carrier, account) = try find(key, unknown: .unknownOrder)
        try check(passwordDigest, of: account)
        return carrier
    }

    private func find(_ key: OrderKey, unknown: Refusal.Reason) throws(Refusal) -> (Carrier, Account) {
        guard let carrier = reference.carrier(key.carrier) else {
            throw Refusal(.other, "the carrier is not configured")
        }
        guard !key.bizID.isEmpty else { throw Refusal(unknown, "BizID is empty") }
        guard key.bizID.utf8.count <= WaybillLimits.bizIDByteCountMax,
            let account = reference.account(carrier: key.carrier, bizID: key.bizID)
        else { throw Refusal(unknown, "BizID is not an account of this carrier") }
        return (carrier, account)
    }

    private func check(_ passwordDigest: Digest, of account: Account) throws(Refusal) {
        guard account.takes(passwordDigest) else {
            throw Refusal(.wrongPassword, "BizPwd is not the password of BizID")
        }
    }
}
