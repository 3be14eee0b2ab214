namespace Matinee.Realtime.Brokers;

/// <param name="Reason">Why it is down, in a sentence an operator understands; empty while it is up.</param>
public readonly record struct BrokerHealth(bool IsUp, string Reason)
{
    public static BrokerHealth Up { get; } = new(true, "");

    public static BrokerHealth Down(string reason) => new(false, reason);
}
