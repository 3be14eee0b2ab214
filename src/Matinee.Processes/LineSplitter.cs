namespace Matinee.Processes;

/// <summary>Cuts bytes into lines at LF and at CR, keeping at most a given number of bytes of each.</summary>
internal sealed class LineSplitter(OutputLine? sink, int longest)
{
    private byte[] held = new byte[Math.Min(longest, 1024)];
    private int length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (sink is null)
        {
            return;
        }

        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Hold(bytes);
                return;
            }

            if (length == 0)
            {
                Emit(bytes[..Math.Min(end, longest)]);
            }
            else
            {
                Hold(bytes[..end]);
                Flush();
            }

            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Hands over a last line that has no line break.</summary>
    public void Flush()
    {
        int held = length;
        length = 0;
        Emit(this.held.AsSpan(0, held));
    }

    private void Emit(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty)
        {
            sink?.Invoke(line);
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        int take = Math.Min(bytes.Length, longest - length);
        if (length + take > held.Length)
        {
            Array.Resize(ref held, Math.Min(longest, Math.Max(length + take, held.Length * 2)));
        }

        bytes[..take].CopyTo(held.AsSpan(length));
        length += take;
    }
}
