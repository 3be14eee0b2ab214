namespace Matinee.App.Nodes;

/// <summary>How a process ends, in order of haste.</summary>
public enum ExitMode
{
    /// <summary>Takes nothing new and finishes every running task, however long that takes.</summary>
    Drain,

    /// <summary>Takes nothing new; what ends within the grace may, the rest is given back.</summary>
    Graceful,

    /// <summary>Gives everything back at once.</summary>
    Immediate,
}
