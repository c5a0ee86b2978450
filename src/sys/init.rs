//! The entry that the dynamic linker calls when it has loaded the library.

/// Has `$function` (`fn()`) called at load, after the constructors of the libraries that we need and
/// perhaps after other libraries have allocated through us.
macro_rules! on_load {
    ($function:path) => {
        #[ctor::ctor(unsafe)]
        fn at_load() {
            $function();
        }
    };
}

pub(crate) use on_load;
