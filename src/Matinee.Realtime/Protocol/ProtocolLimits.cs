namespace Matinee.Realtime.Protocol;

/// <summary>What the parsers refuse whatever is configured.</summary>
internal static class ProtocolLimits
{
    /// <summary>An SDK sends its subscriptions of a reconnect in one frame.</summary>
    public const int CommandsPerFrame = 1024;

    /// <summary>Of JSON.</summary>
    public const int Depth = 32;
}
