namespace Matinee.Processes;

/// <summary>
/// Holds any number of children still, and lets them go on. A child that starts while it is on is stopped as soon as it
/// runs. Killing a stopped child works as ever.
/// </summary>
public sealed class PauseSwitch
{
    private readonly Lock gate = new();
    private readonly HashSet<ChildProcess> children = [];
    private bool on;

    /// <summary>Children that it would stop.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return children.Count;
            }
        }
    }

    public void Set(bool paused)
    {
        lock (gate)
        {
            if (on == paused)
            {
                return;
            }

            on = paused;
            foreach (ChildProcess child in children)
            {
                child.Send(paused ? ProcessSignal.Stop : ProcessSignal.Continue);
            }
        }
    }

    internal void Add(ChildProcess child)
    {
        lock (gate)
        {
            children.Add(child);
            if (on)
            {
                child.Send(ProcessSignal.Stop);
            }
        }
    }

    internal void Remove(ChildProcess child)
    {
        lock (gate)
        {
            children.Remove(child);
        }
    }
}
