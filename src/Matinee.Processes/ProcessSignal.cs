namespace Matinee.Processes;

/// <summary>Signals that a child may be sent, by their Linux numbers.</summary>
public enum ProcessSignal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
