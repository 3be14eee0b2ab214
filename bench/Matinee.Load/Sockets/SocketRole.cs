namespace Matinee.Load.Sockets;

internal enum SocketRole
{
    /// <summary>Joins its topic and reads.</summary>
    Member,

    /// <summary>Joins its topic and never reads again.</summary>
    Stalled,

    /// <summary>Joins nothing, and publishes.</summary>
    Publisher,
}
