using System.Runtime.InteropServices;

namespace Matinee.Processes;

/// <summary>A null-terminated array of C strings, freed when disposed.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int count;
    private readonly byte** items;

    public NativeStrings(IReadOnlyList<string> values)
    {
        foreach (string value in values)
        {
            if (value.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("A NUL would cut a program's argument short.", nameof(values));
            }
        }

        count = values.Count;
        items = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < count; i++)
        {
            items[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        }
    }

    public byte** Items => items;

    public byte* First => items[0];

    public void Dispose()
    {
        for (int i = 0; i < count; i++)
        {
            Marshal.FreeCoTaskMem((nint)items[i]);
        }

        NativeMemory.Free(items);
    }
}
