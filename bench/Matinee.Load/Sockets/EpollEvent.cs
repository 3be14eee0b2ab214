using System.Runtime.InteropServices;

namespace Matinee.Load.Sockets;

/// <summary>epoll_event as the kernel has it on x86-64, where it is packed.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct EpollEvent(uint events, ulong token)
{
    public readonly uint Events = events;
    private readonly uint _low = (uint)token;
    private readonly uint _high = (uint)(token >> 32);

    public int Token => (int)_low;
}
