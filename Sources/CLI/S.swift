import Projects
import Logging
