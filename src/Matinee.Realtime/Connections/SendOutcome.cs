namespace Matinee.Realtime.Connections;

internal enum SendOutcome
{
    /// <summary>Written, or waiting to be.</summary>
    Accepted,

    /// <summary>A frame that may be left out was.</summary>
    Dropped,

    /// <summary>A frame of a log did not fit: the member has to recover.</summary>
    Lagged,

    /// <summary>Not even a reply fits.</summary>
    Full,

    /// <summary>The connection is over.</summary>
    Closed,
}
