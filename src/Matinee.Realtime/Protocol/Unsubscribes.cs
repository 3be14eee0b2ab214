namespace Matinee.Realtime.Protocol;

/// <summary>The catalogue of ends of a subscription. From 2500 on the client subscribes again by itself.</summary>
public static class Unsubscribes
{
    public static readonly UnsubscribePush Server = new(2000, "server unsubscribe");
    public static readonly UnsubscribePush InsufficientState = new(2500, "insufficient state");
    public static readonly UnsubscribePush Expired = new(2501, "subscription expired");
}
